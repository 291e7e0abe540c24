-- What a run left for the ledger.
select fact from caravanserai_kept.proof where run = ? and kind = ? order by place
