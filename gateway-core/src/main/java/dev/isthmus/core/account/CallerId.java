package dev.isthmus.core.account;

/**
 * Names one caller in the ledger.
 *
 * @param name as the configuration has it; never a key
 * @param index from 0, the same for this name as long as the process lives
 */
public record CallerId(String name, int index) {
  public CallerId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: blank (expected: a caller's name)");
    }
    if (index < 0) {
      throw new IllegalArgumentException("index: " + index + " (expected: >= 0)");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
