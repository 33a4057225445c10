namespace Fovea.Data;

/// <summary>A public data set: where it is, what it must hash to, under what terms.</summary>
/// <param name="Name">As it is typed: fashion-mnist.</param>
/// <param name="Title">As it is printed.</param>
/// <param name="Images">Training and test images together.</param>
/// <param name="ImageSize">Height × width × channels.</param>
/// <param name="Homepage">Whom to thank and cite.</param>
/// <param name="Terms">The licence, or what the authors ask for.</param>
/// <param name="Classes">Class names, in the order of the labels.</param>
/// <param name="Files">What is downloaded.</param>
public sealed record KnownDataSet(string Name, string Title, int Images, string ImageSize, string Homepage, string Terms, string[] Classes, KnownFile[] Files)
{
    /// <summary>The bytes to download.</summary>
    public long Bytes => Files.Sum(f => f.Bytes);
}

/// <summary>A file of a public data set.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of the file as published, lower-case hexadecimal.</param>
/// <param name="Addresses">Mirrors, tried in turn.</param>
/// <param name="Contents">What is inside: the unpacked bytes of a gzip file, or the files of an archive.</param>
public sealed record KnownFile(string Name, long Bytes, string Sha256, string[] Addresses, KnownContent[] Contents);

/// <summary>A file inside a gzip file or an archive. It is accepted in place of its container, and whatever way it was packed again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record KnownContent(string Name, long Bytes, string Sha256);
