package security;

/** How far the door stands open, and what that means for a request. */
public enum AccessMode {
    /** Only this machine can reach the service, and nobody needs a name. The pages a user looks at reach it as well. */
    LOCAL,
    /** Something else guards the service: {@code security.open=true}. */
    OPEN,
    /** Who comes in needs a name and a role. */
    GUARDED;

    /**
     * The door for a way of listening.
     *
     * @param loopback only this machine can reach the service
     * @param open {@code security.open}
     * @param users there are users
     */
    static AccessMode of(boolean loopback, Openness open, boolean users) {
        if (open == Openness.EVERYBODY) {
            return loopback ? LOCAL : OPEN;
        }
        if (users) {
            return GUARDED;
        }
        return loopback || open == Openness.LOCAL ? LOCAL : GUARDED;
    }

    /** What to say to a request, before it is known who sends it. */
    Decision decide(RequestOrigin visit) {
        if (this == LOCAL && !visit.addressesThisMachine()) {
            return new Decision.Refuse(
                    "the service is open to this machine only, and was not asked for by a name of this machine",
                    "say localhost or 127.0.0.1, or put users in " + Users.DEFAULT_FILE);
        }
        if (!visit.onlyReads() && visit.comesFromAnotherSite()) {
            return new Decision.Refuse(
                    "a page of another site may not change anything here",
                    "use the service's own pages; a proxy before it has to pass the Host header on");
        }
        if (this != GUARDED || visit.asksForHealth()) {
            return new Decision.Permit();
        }
        return new Decision.Needs(AccessTable.least(visit.method(), visit.path()));
    }
}
