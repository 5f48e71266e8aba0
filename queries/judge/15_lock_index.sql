-- Indexes over mmap_lock and lock_delay, built when every row is in.
--
-- The lock, fault and flush queries ask "who held it for writing then" and "who was kept waiting"; each is a short
-- lookup in one of these.
DROP INDEX IF EXISTS mmap_lock_writes;
CREATE INDEX mmap_lock_writes ON mmap_lock (mm_id, returned) WHERE write = 1;
DROP INDEX IF EXISTS lock_delay_by_holder;
CREATE INDEX lock_delay_by_holder ON lock_delay (holder_id);
-- Judges before this one made two more, which no query reads any more.
DROP INDEX IF EXISTS mmap_lock_waits;
DROP INDEX IF EXISTS lock_delay_by_waiter;
