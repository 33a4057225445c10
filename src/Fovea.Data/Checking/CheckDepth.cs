namespace Fovea.Data;

/// <summary>How closely images are looked at before training.</summary>
public enum CheckDepth
{
    /// <summary><see cref="Full"/> for up to 2 gigapixels in all, which takes some twenty seconds on two cores; beyond that <see cref="Quick"/>.</summary>
    Auto,

    /// <summary>Header and end mark of every file: finds foreign, empty, oversized and truncated files, not damage in the middle.</summary>
    Quick,

    /// <summary>Every image is decoded.</summary>
    Full,
}
