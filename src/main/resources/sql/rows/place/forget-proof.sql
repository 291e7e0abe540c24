-- What a run left for the ledger, which knows of it by now.
delete from caravanserai_kept.proof where run = ?
