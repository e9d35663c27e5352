namespace Sync.Configuration;

/// <summary>The stable ids of mistakes; MISTAKES.md says of each what to do. An id is never given a second meaning.</summary>
internal static class MistakeCode
{
    // The file and its shape; the JSON Schema sees these too.
    public const string Syntax = "SYNC001";
    public const string Unreadable = "SYNC002";
    public const string WrongType = "SYNC003";
    public const string UnknownKey = "SYNC004";
    public const string MissingKey = "SYNC005";
    public const string Repeated = "SYNC006";
    public const string UnknownWord = "SYNC007";
    public const string OutOfRange = "SYNC008";
    public const string Malformed = "SYNC009";
    public const string DurationForm = "SYNC010";
    public const string AddressForm = "SYNC011";
    public const string SecretForm = "SYNC012";
    public const string OperationForm = "SYNC013";
    public const string ExactlyOne = "SYNC014";

    // The meaning; only the loader sees these.
    public const string SecretMissing = "SYNC020";
    public const string OperationPlaceholder = "SYNC021";
    public const string UnknownKind = "SYNC022";
    public const string UnknownPairing = "SYNC023";
    public const string NeedsCycle = "SYNC024";
    public const string UnknownProperty = "SYNC025";
    public const string CannotMatch = "SYNC026";
    public const string WhereNotImplied = "SYNC027";
    public const string CannotCreate = "SYNC028";
    public const string PathCount = "SYNC029";
    public const string PathTwice = "SYNC030";
    public const string OptionForType = "SYNC031";
    public const string ScaleAbovePrecision = "SYNC032";
    public const string ConvertForType = "SYNC033";
    public const string AmbiguousTable = "SYNC034";
    public const string MinorUnitsScale = "SYNC035";
    public const string LossyFormat = "SYNC036";
    public const string UnfoundedCapability = "SYNC037";
    public const string CannotKey = "SYNC038";
    public const string BadZone = "SYNC039";
    public const string CannotSum = "SYNC040";
    public const string ArchiveValues = "SYNC041";
    public const string CannotShare = "SYNC042";
    public const string AmbiguousReference = "SYNC043";
}
