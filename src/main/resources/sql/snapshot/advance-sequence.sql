-- A sequence that was set back meanwhile goes on behind the numbers that came back; one that went on is left alone.
select setval(s.seqrelid, p.position)
from (select ?::bigint as position) p, pg_sequence s
where s.seqrelid = pg_get_serial_sequence(?, ?)::regclass
  and p.position between s.seqmin and s.seqmax
  and (pg_sequence_last_value(s.seqrelid) is null
       or s.seqincrement > 0 and pg_sequence_last_value(s.seqrelid) < p.position
       or s.seqincrement < 0 and pg_sequence_last_value(s.seqrelid) > p.position)
