package dev.isthmus.server.admin;

import java.util.List;

/**
 * Who may use the admin port, and for what. Health is for everybody.
 *
 * @param tokens empty: everybody may look, and nobody may change anything
 * @param openMetrics whether metrics need no token although there are tokens
 * @param openState whether looking needs no token although there are tokens
 */
public record AdminAccess(List<Holder> tokens, boolean openMetrics, boolean openState) {

  /**
   * Somebody with a token.
   *
   * @param name stands in the audit log
   * @param sha256 of the token, in lower-case hex
   * @param mayChange whether it may do more than look
   */
  public record Holder(String name, String sha256, boolean mayChange) {
    /** The hash stays out of it. */
    @Override
    public String toString() {
      return name;
    }
  }

  public AdminAccess {
    tokens = List.copyOf(tokens);
  }
}
