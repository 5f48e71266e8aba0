/// The fact tables: what ingest writes, as catalogue/tables has it (`all` and each table are generated).
///
/// One row is one thing that happened, not one tracepoint hit.
///
/// Primary keys are handed out when a thing begins, so they follow time: the order of ids is the order
/// of beginnings, and time order costs no index. All times are integers in the unit of `trace.clock_unit`
/// (nanoseconds for every clock that counts time). Addresses are 64 bits in a signed integer:
/// `printf('0x%x', address)` shows them as the kernel does.
public enum FactTables {}
