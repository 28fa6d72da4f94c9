package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Map;

/** State and bill of a cloud as JSON. Threads: the cloud's event loop, for the meters' sake. */
final class StateText {

  private StateText() {}

  static ObjectNode state(Cloud cloud, Clerk clerk) {
    ObjectNode state = Json.object().put("name", cloud.name());
    state.put("kind", clerk.spec().kind().name().toLowerCase(Locale.ROOT));
    state.put("region", clerk.spec().region()).put("port", cloud.port());
    wire(state, clerk.bill());
    state.put("calls_running", clerk.bill().openSales().size());
    state.set("faults", faults(clerk.faults()));
    ObjectNode deployments = state.putObject("deployments");
    for (Map.Entry<String, Meter> one : clerk.meters().entrySet()) {
      Meter meter = one.getValue();
      deployments
          .putObject(one.getKey())
          .put("in_flight", meter.inFlight())
          .put("remaining_tokens", meter.remainingTokens())
          .put("remaining_requests", meter.remainingRequests())
          .put("utilisation", meter.utilisation());
    }
    return state;
  }

  static ArrayNode faults(Faults faults) {
    ArrayNode list = Json.array();
    for (Faults.Struck one : faults.list()) {
      list.add(FaultText.write(one.fault()).put("id", one.id()).put("hits", one.hits()));
    }
    return list;
  }

  static ObjectNode bill(Bill bill, long from, int rows) {
    ObjectNode node = total(bill.total());
    wire(node, bill);
    ObjectNode deployments = node.putObject("deployments");
    bill.totals().forEach((name, total) -> deployments.set(name, total(total)));
    if (rows > 0) {
      ArrayNode list = node.putArray("rows");
      bill.page(from, rows).forEach(sale -> list.add(row(sale)));
      node.put("next", from + list.size());
    }
    return node;
  }

  private static void wire(ObjectNode node, Bill bill) {
    node.put("request_bytes", bill.requestBytes());
    node.put("connections_open", bill.connectionsOpen());
    node.put("connections_ever", bill.connectionsEver());
  }

  private static ObjectNode total(Bill.Total total) {
    ObjectNode node = Json.object().put("requests", total.requests());
    node.put("complete", total.complete()).put("refused", total.refused());
    node.put("cancelled", total.cancelled()).put("broken", total.broken());
    tokens(node, total.tokens());
    return node.put("picodollars", total.picodollars());
  }

  private static void tokens(ObjectNode node, TokenCount tokens) {
    node.put("input_tokens", tokens.input()).put("cached_tokens", tokens.cached());
    node.put("cache_write_tokens", tokens.cacheWrite());
    node.put("cache_write_1h_tokens", tokens.hourCacheWrite());
    node.put("output_tokens", tokens.output()).put("reasoning_tokens", tokens.reasoning());
  }

  private static ObjectNode row(Sale sale) {
    ObjectNode row = Json.object().put("sequence", sale.sequence());
    row.put("request_id", sale.requestId()).put("client_request_id", sale.clientRequestId());
    row.put("operation", sale.what().operation()).put("deployment", sale.what().deployment());
    row.put("stream", sale.what().stream()).put("status", sale.status());
    row.put("end", sale.end().name().toLowerCase(Locale.ROOT));
    tokens(row, sale.tokens());
    row.put("picodollars", sale.picodollars()).put("usage_sent", sale.usageSent());
    row.put("duration_nanos", sale.times().endNanos() - sale.times().startNanos());
    return row.put("end_epoch_micros", sale.times().endEpochMicros());
  }
}
