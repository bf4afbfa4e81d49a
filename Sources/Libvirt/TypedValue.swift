/// One value of a typed parameter, in the C type libvirt gave it.
public enum TypedValue: Hashable, Sendable {
    /// `int`.
    case int(Int32)
    /// `unsigned int`.
    case uint(UInt32)
    /// `long long`.
    case llong(Int64)
    /// `unsigned long long`.
    case ullong(UInt64)
    /// `double`.
    case double(Double)
    /// `char`, meant as truth.
    case boolean(Bool)
    /// `char *`; bytes that are not UTF-8 are written as `\xnn`.
    case string(String)

    /// The value as an integer that is not negative, whatever integer type it came in; `nil` for all else.
    ///
    /// libvirt changed the type of some fields over time (`iothread.N.poll-grow`), so readers accept any.
    public var unsigned: UInt64? {
        switch self {
        case .int(let value): UInt64(exactly: value)
        case .uint(let value): UInt64(value)
        case .llong(let value): UInt64(exactly: value)
        case .ullong(let value): value
        case .double, .boolean, .string: nil
        }
    }

    /// The value as a signed integer, whatever integer type it came in; `nil` for all else and where it is too large.
    public var signed: Int64? {
        switch self {
        case .int(let value): Int64(value)
        case .uint(let value): Int64(value)
        case .llong(let value): value
        case .ullong(let value): Int64(exactly: value)
        case .double, .boolean, .string: nil
        }
    }
}
