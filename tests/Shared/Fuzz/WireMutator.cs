namespace Fovea.Fuzz;

/// <summary>Changes a protobuf message by its fields, so that lengths stay right and the change is seen deep inside.</summary>
internal static class WireMutator
{
    public static byte[] Mutate(FuzzRandom random, byte[] bytes, byte[] other)
    {
        if (random.OneIn(4) || WireTree.Parse(bytes) is not { } tree) return ByteMutator.Mutate(random, bytes, other);
        for (int edits = 1 + random.Below(3); edits > 0; edits--) Edit(random, tree, other);
        byte[] made = tree.Write();
        return random.OneIn(8) ? ByteMutator.Mutate(random, made, other) : made;
    }

    private static void Edit(FuzzRandom random, WireTree tree, byte[] other)
    {
        WireTree[] messages = [.. tree.All().Where(m => m.Fields.Count > 0)];
        if (messages.Length == 0) return;
        List<WireTree.Field> fields = random.Pick(messages).Fields;
        int at = random.Below(fields.Count);
        WireTree.Field field = fields[at];
        switch (random.Below(9))
        {
            case 0: fields.RemoveAt(at); break;
            case 1: fields.Insert(random.Below(fields.Count + 1), Flat(field)); break;
            case 2: (fields[at], fields[random.Below(fields.Count)]) = (fields[random.Below(fields.Count)], field); break;
            case 3: fields[at] = field with { Number = 1 + random.Below(26) }; break;
            case 4: fields[at] = new WireTree.Field(field.Number, random.Pick([0, 1, 2, 5]), random.Interesting(), field.Bytes, field.Message); break;
            case 5: fields.InsertRange(at, Enumerable.Repeat(Flat(field), 1 << random.Below(8))); break;
            case 6:
                if (WireTree.Parse(other) is { } donor && random.Pick([.. donor.All()]).Fields is { Count: > 0 } given) fields.Insert(at, Flat(random.Pick(given)));
                break;
            case 7:
                // A text or number that appears elsewhere: names meet each other.
                fields[at] = Flat(random.Pick(random.Pick(messages).Fields)) with { Number = field.Number };
                break;
            default:
                fields[at] = field.Kind == 2
                    ? field with { Bytes = random.OneIn(3) ? Varints(random) : ByteMutator.Mutate(random, field.Bytes, other), Message = null }
                    : field with { Scalar = random.Interesting() };
                break;
        }
    }

    // As bytes, so that no message comes to lie in itself.
    private static WireTree.Field Flat(WireTree.Field field) => field with { Bytes = field.Message?.Write() ?? field.Bytes, Message = null };

    private static byte[] Varints(FuzzRandom random)
    {
        List<byte> bytes = [];
        for (int n = random.Below(12); n > 0; n--) WireTree.Put(bytes, random.Interesting());
        return [.. bytes];
    }
}
