-- What became of the run, in the transaction of its rows.
update caravanserai_kept.proof set fact = ?::json where run = ? and kind = 'end'
