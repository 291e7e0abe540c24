package ingest;

import java.nio.file.Path;

/**
 * What lies in the inbox and is nothing that is loaded.
 *
 * @param relative its path below the inbox, in the bytes of the file system
 */
public record Leftover(Path relative, InboxClaim claim) {}
