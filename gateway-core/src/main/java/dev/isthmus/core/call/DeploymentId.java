package dev.isthmus.core.call;

/**
 * Names one deployment: a model at a provider in a region.
 *
 * @param name stable across reloads; measured state follows it
 * @param index from 0, the same for this name as long as the process lives
 */
public record DeploymentId(String name, int index) {
  public DeploymentId {
    if (name.isBlank()) {
      throw new IllegalArgumentException("name: blank (expected: a deployment's name)");
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
