-- Where runs whose ledger is in another database prove that they were done here; two at once would make it twice. "if not exists" would want the right to create even where nothing is to be created.
select pg_advisory_xact_lock(hashtextextended('caravanserai_kept.proof', 0));
do $caravanserai$
begin
    if to_regnamespace('caravanserai_kept') is null then
        create schema caravanserai_kept;
    end if;
    if to_regclass('caravanserai_kept.proof') is null then
        create table caravanserai_kept.proof (
            run   uuid not null,
            kind  text not null check (kind in ('end', 'kept', 'letter', 'redriven')),
            place int not null,
            fact  json,
            primary key (run, kind, place)
        );
        comment on table caravanserai_kept.proof is
            'Runs of Caravanserai whose ledger is in another database: written in the transaction of their rows here.';
    end if;
    -- An earlier version knew less.
    if exists (select from pg_constraint
               where conrelid = to_regclass('caravanserai_kept.proof') and conname = 'proof_kind_check'
                 and pg_get_constraintdef(oid) not like '%redriven%') then
        alter table caravanserai_kept.proof
            drop constraint proof_kind_check,
            add check (kind in ('end', 'kept', 'letter', 'redriven'));
    end if;
end $caravanserai$
