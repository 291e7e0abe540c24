-- Facts that the ledger has to know of a run, from a JSON array.
insert into caravanserai_kept.proof (run, kind, place, fact)
select ?, ?, ? + f.place, f.fact
from json_array_elements(?::json) with ordinality f(fact, place)
