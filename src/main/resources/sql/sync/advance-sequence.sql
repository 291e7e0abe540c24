-- A sequence goes on behind a position, unless it is there already.
select setval(s.seqrelid, p.position)
from (select ?::bigint as position) p, pg_sequence s
where s.seqrelid = to_regclass(?)
  and p.position between s.seqmin and s.seqmax
  and (pg_sequence_last_value(s.seqrelid) is null
       or s.seqincrement > 0 and pg_sequence_last_value(s.seqrelid) < p.position
       or s.seqincrement < 0 and pg_sequence_last_value(s.seqrelid) > p.position)
