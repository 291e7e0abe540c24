-- The parts of tables that a copy between databases moves, claimed one by one by whoever works for the run.

create table chunk (
    run         uuid not null references run,
    number      int not null,
    schema_name text not null,
    table_name  text not null,
    part_schema text not null,
    part_name   text not null,
    into_schema text not null,
    into_name   text not null,
    first_block bigint,
    end_block   bigint,
    blocks      bigint not null default 0,
    state       text not null default 'open' check (state in ('open', 'claimed', 'done')),
    owner       text,
    lease_until timestamptz,
    claimed_at  timestamptz,
    done_at     timestamptz,
    rows        bigint check (rows >= 0),
    checksum    bigint,
    primary key (run, number),
    constraint a_claimed_chunk_has_an_owner_for_a_while check
        (state <> 'claimed' or owner is not null and lease_until is not null),
    constraint a_chunk_that_is_done_was_counted check ((state = 'done') = (rows is not null and checksum is not null))
);
comment on table chunk is 'A part of a table that a copy moves. Claimed for update skip locked, so a second process is a second worker.';
comment on column chunk.part_name is 'The partition that is read; the table itself where it has none.';
comment on column chunk.first_block is 'The first page that is read, null for the whole part.';
comment on column chunk.end_block is 'The page behind the last, null for all that follow.';
comment on column chunk.checksum is 'The content hash of the rows as they were read.';
create index chunk_to_do on chunk (run, number) where state <> 'done';
