package dev.isthmus.core.call;

/**
 * Names one deployment: a model at a provider in a region.
 *
 * @param name stable across reloads; measured state follows it
 * @param index dense, from 0; valid within one process
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
