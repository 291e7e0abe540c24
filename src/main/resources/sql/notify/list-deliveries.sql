-- Who was told of what lately, or could not be.
select n.id, n.event, n.subject, n.detail, n.made_at, d.id as delivery, d.rule, d.channel, d.state, d.tries, d.problem, d.ended_at
from caravanserai.delivery d
join caravanserai.notice n on n.id = d.notice
where (cast(:#rule as text) is null or d.rule = cast(:#rule as text))
  and (cast(:#state as text) is null or d.state = cast(:#state as text))
order by d.id desc
limit :#limit
