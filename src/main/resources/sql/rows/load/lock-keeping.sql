-- Two loads do not make the same table for what they overwrite.
select pg_advisory_xact_lock(hashtextextended(?, 0))
