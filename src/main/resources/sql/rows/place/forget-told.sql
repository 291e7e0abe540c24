-- The ledger has the letters of these runs; who is doing the same is not waited for.
delete from caravanserai_kept.proof p
where p.ctid = any (array(select l.ctid
                          from caravanserai_kept.proof l
                          where l.run = any (?::uuid[]) and l.kind in ('letter', 'redriven')
                          for update skip locked))
