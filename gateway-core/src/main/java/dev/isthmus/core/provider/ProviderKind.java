package dev.isthmus.core.provider;

import dev.isthmus.core.call.Capability;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One kind of provider, as configuration names it: all that sets it apart. A new kind is one class
 * and its line in {@code META-INF/services}.
 *
 * <p>Threads: any; stateless.
 */
public interface ProviderKind {

  /** The configuration's {@code type}; lower case. */
  String type();

  /** What a deployment of it can, where configuration does not say. */
  Set<Capability> capabilities();

  /** The same of {@code model}, by its name there, where models of one kind differ. */
  default Set<Capability> capabilities(String model) {
    return capabilities();
  }

  /** How it may come to know us. */
  Set<SignIn> signIns();

  /** What it wants to be told beside what all are told. */
  default List<Setting> settings() {
    return List.of();
  }

  /** The setting that says in which region calls are processed; null where none does. */
  default @Nullable String regionSetting() {
    return null;
  }

  /** Where it answers if configuration names no address; null where it must. */
  default @Nullable URI usualEndpoint(Map<String, String> settings) {
    return null;
  }

  /** What is wrong with an address that configuration names, or null. */
  default @Nullable String endpointProblem(URI endpoint) {
    return null;
  }

  /** Whether operators name its models as they like, so that a name there tells no price. */
  default boolean operatorsNameModels() {
    return false;
  }

  /**
   * Who runs all there is of it: regions and accounts of one operator may fall together. Null where
   * everybody runs one of their own.
   */
  default @Nullable String operator() {
    return null;
  }

  /**
   * Makes one deployment reachable.
   *
   * @throws IllegalArgumentException naming the setting that is missing or makes no sense
   */
  Provider at(Site site);
}
