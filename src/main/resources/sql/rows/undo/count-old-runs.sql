-- What would go, by kind.
select o.kind, count(*) as runs, min(o.ended_at) as oldest
from ({rows/undo/old-runs.sql}) o
group by o.kind
order by o.kind
