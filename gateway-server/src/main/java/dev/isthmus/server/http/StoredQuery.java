package dev.isthmus.server.http;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What of a query about a stored response goes on to the provider. Threads: any; pure. */
final class StoredQuery {
  private static final Set<String> PASSED =
      Set.of("include", "include[]", "limit", "order", "after", "before");

  private StoredQuery() {}

  /** The parameters of {@code query} that providers know, as they came; all others stay here. */
  static String passed(String query) {
    return Arrays.stream(query.split("&", -1))
        .filter(StoredQuery::isPassed)
        .collect(Collectors.joining("&"));
  }

  private static boolean isPassed(String parameter) {
    int equals = parameter.indexOf('=');
    if (equals < 0) {
      return false;
    }
    return PASSED.contains(PathRules.decode(parameter.substring(0, equals)));
  }
}
