-- A run goes to work here. Nothing is added if it was done already; whether it was, an earlier try that is not over yet is waited for to tell.
insert into caravanserai_kept.proof (run, kind, place) values (?, 'end', 0)
on conflict do nothing
