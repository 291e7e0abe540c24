-- The tables in which the undo of these runs lies here.
select k.kept_in
from caravanserai.kept_rows k
where k.run = any (?::uuid[]) and k.kept_in <> '' and to_regclass(k.kept_in) is not null
