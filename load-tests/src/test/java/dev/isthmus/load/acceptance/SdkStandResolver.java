package dev.isthmus.load.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands out the one {@link SdkStand} of the run, which ends with the run. */
final class SdkStandResolver implements ParameterResolver {
  private static final ExtensionContext.Namespace HERE =
      ExtensionContext.Namespace.create(SdkStandResolver.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SdkStand.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(HERE)
        .getOrComputeIfAbsent(SdkStand.class, key -> start(), SdkStand.class);
  }

  private static SdkStand start() {
    try {
      return SdkStand.start();
    } catch (Exception e) {
      throw new IllegalStateException("the gateway did not start", e);
    }
  }
}
