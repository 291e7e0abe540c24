package sync;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import postgres.Column;
import postgres.Identifier;

/**
 * The table on the source in which triggers write down, for one flow, the keys of one table that went: by a delete, or by
 * an update that gave the row another key, which is written down too. A truncate is an entry without a key.
 */
record DeleteLog(String flow, SyncedTable table) {

    private static final String SCHEMA = "caravanserai_sync";

    private String suffix() {
        String name = flow + "/" + table.name().schema() + "/" + table.name().name();
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(name.getBytes(StandardCharsets.UTF_8));
            return String.format("%032x", new BigInteger(1, digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private String log() {
        return SCHEMA + ".gone_" + suffix();
    }

    private String trigger(String kind) {
        return "caravanserai_gone_" + kind + suffix();
    }

    private String keyColumn(int place) {
        return "key_" + (place + 1);
    }

    private String keyColumns(String prefix) {
        return IntStream.range(0, table.key().size())
                .mapToObj(place -> prefix + keyColumn(place))
                .collect(Collectors.joining(", "));
    }

    private Column column(String name) {
        return table.column(name).orElseThrow();
    }

    /** Makes it and its triggers, none of which is there; harmless where the rest is. */
    List<String> install(List<String> partitions) {
        String changed = table.key().stream()
                .map(name -> "old." + Identifier.quote(name) + " is distinct from new." + Identifier.quote(name))
                .collect(Collectors.joining(" or "));
        List<String> statements = new ArrayList<>();
        statements.add("create table if not exists " + log() + " ("
                + "xid xid8 not null default pg_current_xact_id(), "
                + "number bigint generated always as identity, "
                + "at timestamptz not null default clock_timestamp(), "
                + "whole boolean not null default false, "
                + IntStream.range(0, table.key().size())
                        .mapToObj(place -> keyColumn(place) + " "
                                + column(table.key().get(place)).type())
                        .collect(Collectors.joining(", "))
                + ", primary key (xid, number))");
        statements.add("comment on table " + log() + " is "
                + Identifier.literal("Keys that went from " + table.name().display() + ", for the flow " + flow + "."));
        statements.add("create or replace function " + function()
                + " returns trigger language plpgsql security definer set search_path = pg_catalog as "
                + Identifier.literal("begin if tg_op = 'TRUNCATE' then insert into " + log()
                        + " (whole) values (true); else insert into " + log() + " (" + keyColumns("") + ") values ("
                        + Identifier.list(table.key(), "old.") + "); end if; if tg_op = 'UPDATE' then insert into "
                        + log() + " (" + keyColumns("") + ") values (" + Identifier.list(table.key(), "new.")
                        + "); end if; return null; end"));
        String each = " for each row";
        statements.addAll(trigger("", "delete", table.name().quoted(), each));
        statements.addAll(trigger("key_", "update", table.name().quoted(), each + " when (" + changed + ")"));
        statements.addAll(trigger("all_", "truncate", table.name().quoted(), ""));
        for (String partition : partitions) {
            statements.addAll(trigger("all_", "truncate", partition, ""));
        }
        return statements;
    }

    /** Makes one, which also fires for what a replication brings. Partitions have those for rows from their table. */
    private List<String> trigger(String kind, String event, String relation, String when) {
        return List.of(
                "create trigger " + trigger(kind) + " after " + event + " on " + relation + when + " execute function "
                        + log() + "()",
                "alter table " + (event.equals("truncate") ? "only " : "") + relation + " enable always trigger "
                        + trigger(kind));
    }

    /** The function that its triggers call, as the catalog looks it up. */
    String function() {
        return log() + "()";
    }

    /** Takes a log away of which no trigger is left. */
    static List<String> drop(String log) {
        String name = SCHEMA + "." + Identifier.quote(log);
        return List.of("drop function if exists " + name + "()", "drop table if exists " + name);
    }

    /** The function that the triggers of a log call. */
    static String functionOf(String log) {
        return SCHEMA + "." + Identifier.quote(log) + "()";
    }

    private static String since(Long seen) {
        return seen == null ? "true" : "l.xid >= '" + seen + "'::xid8";
    }

    /** Whether anything went by a transaction that was not over at the last sync. */
    String news(Long seen) {
        return "exists (select from " + log() + " l where " + since(seen) + ")";
    }

    /** Whether a truncate is among it. */
    String truncated(Long seen) {
        return "select exists (select from " + log() + " l where l.whole and " + since(seen) + ")";
    }

    /** The keys that went and are not there again. */
    String gone(Long seen) {
        String same = IntStream.range(0, table.key().size())
                .mapToObj(place -> "t." + Identifier.quote(table.key().get(place)) + " = l." + keyColumn(place))
                .collect(Collectors.joining(" and "));
        return "select distinct " + keyColumns("l.") + " from " + log() + " l where not l.whole and " + since(seen)
                + " and not exists (select from " + table.relation() + " t where " + same + ")";
    }

    /**
     * The keys that rows were given, and have still: a time of their own need not have moved with it, as where they followed
     * a row that they refer to.
     *
     * @param brought the condition that a row comes with the changes anyway
     */
    String given(Long seen, String brought) {
        String same = IntStream.range(0, table.key().size())
                .mapToObj(place -> "t." + Identifier.quote(table.key().get(place)) + " = l." + keyColumn(place))
                .collect(Collectors.joining(" and "));
        return "select " + table.keyList("t.") + " from " + table.relation() + " t where exists (select from " + log()
                + " l where not l.whole and " + since(seen) + " and " + same + ") and not " + brought;
    }

    /** All keys that are there. */
    String present() {
        return "select " + table.keyList("t.") + " from " + table.relation() + " t";
    }

    /** Whether entries are there that no later sync will ask for, and may be deleted. */
    String old(Long seen) {
        return seen == null
                ? "false"
                : "(has_table_privilege('" + log() + "', 'DELETE') and exists (select from " + log()
                        + " l where l.xid < '" + seen + "'::xid8))";
    }

    /** Deletes these. */
    String prune(Long seen) {
        return "delete from " + log() + " where xid < '" + seen + "'::xid8";
    }
}
