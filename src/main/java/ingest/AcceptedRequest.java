package ingest;

import ledger.Run;

/**
 * A request that will be served, whatever happens to the process.
 *
 * @param run as it stands now
 * @param isNew false when the same request was promised before
 */
public record AcceptedRequest(LoadRequest request, Run run, boolean isNew) {}
