-- A sequence that tables share stands where it stood, unless others have drawn from it since.
select setval(s.seqrelid, p.position, p.called)
from (select ?::bigint as position, ?::boolean as called, to_regclass(?) as sequence) p
join pg_sequence s on s.seqrelid = p.sequence
where pg_sequence_last_value(s.seqrelid) is null
   or p.called and (s.seqincrement > 0 and pg_sequence_last_value(s.seqrelid) < p.position
                    or s.seqincrement < 0 and pg_sequence_last_value(s.seqrelid) > p.position)
