/// The value that stands for NULL in a row of integers. No time, address or count of a trace is this one.
public let nullValue = Int64.min
