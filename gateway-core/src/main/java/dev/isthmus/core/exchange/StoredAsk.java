package dev.isthmus.core.exchange;

/**
 * What is asked about a stored response, as its path and query say it.
 *
 * @param query what of the caller's query goes on to the provider; may be empty
 */
public record StoredAsk(Verb verb, String query) {

  /** What is to be done with the response. */
  public enum Verb {
    SHOW("GET", ""),
    DELETE("DELETE", ""),
    CANCEL("POST", "/cancel"),
    INPUT("GET", "/input_items");

    private final String method;
    private final String suffix;

    Verb(String method, String suffix) {
      this.method = method;
      this.suffix = suffix;
    }

    public String method() {
      return method;
    }

    /** What follows the id in the path. */
    public String suffix() {
      return suffix;
    }
  }

  /**
   * The provider's path, with its query.
   *
   * @param responses the provider's path of all responses, maybe with a query
   * @param id as the provider knows it
   */
  String path(String responses, String id) {
    int question = responses.indexOf('?');
    String path = question < 0 ? responses : responses.substring(0, question);
    String own = question < 0 ? "" : responses.substring(question + 1);
    String both = own.isEmpty() || query.isEmpty() ? own + query : own + "&" + query;
    return path + "/" + id + verb.suffix() + (both.isEmpty() ? "" : "?" + both);
  }
}
