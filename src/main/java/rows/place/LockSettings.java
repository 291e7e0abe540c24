package rows.place;

/** How long whoever changes tables waits for others; a capability's settings say it. */
public interface LockSettings {

    /** Milliseconds a lock is waited for before the run is refused. */
    long lockTimeoutMillis();
}
