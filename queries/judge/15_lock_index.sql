-- Indexes over mmap_lock and lock_delay, built when every row is in.
--
-- The lock, fault and flush queries ask "who held it for writing then", "who waited" and "who was in
-- whose way"; each is a short lookup in one of these.
DROP INDEX IF EXISTS mmap_lock_writes;
CREATE INDEX mmap_lock_writes ON mmap_lock (mm_id, returned) WHERE write = 1;
DROP INDEX IF EXISTS mmap_lock_waits;
CREATE INDEX mmap_lock_waits ON mmap_lock (mm_id, returned) WHERE returned - requested >= 10000;
DROP INDEX IF EXISTS lock_delay_by_holder;
CREATE INDEX lock_delay_by_holder ON lock_delay (holder_id);
DROP INDEX IF EXISTS lock_delay_by_waiter;
CREATE INDEX lock_delay_by_waiter ON lock_delay (waiter_id);
