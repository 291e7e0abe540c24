-- Loads of files of one size into one table go one after the other: they may be the same file.
select pg_advisory_xact_lock(hashtextextended('caravanserai ' || ?, ?))
