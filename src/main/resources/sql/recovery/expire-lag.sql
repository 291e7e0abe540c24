-- Nobody asks any more how far standbys were behind before that time.
delete from caravanserai.replication_lag where at < ?
