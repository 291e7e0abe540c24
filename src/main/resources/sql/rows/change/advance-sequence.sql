-- A sequence goes on behind a position: one that was set back meanwhile, or never drawn from; one that went on is left alone. What was not called yet is given only to one that nobody has drawn from.
select setval(s.seqrelid, p.position, p.called)
from (select ?::bigint as position, ?::boolean as called, to_regclass(?) as sequence) p
join pg_sequence s on s.seqrelid = p.sequence
where p.position between s.seqmin and s.seqmax
  and (pg_sequence_last_value(s.seqrelid) is null
       or p.called and (s.seqincrement > 0 and pg_sequence_last_value(s.seqrelid) < p.position
                        or s.seqincrement < 0 and pg_sequence_last_value(s.seqrelid) > p.position))
