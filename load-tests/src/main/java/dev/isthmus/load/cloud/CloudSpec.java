package dev.isthmus.load.cloud;

import java.util.ArrayList;
import java.util.List;

/**
 * One simulated cloud before it runs.
 *
 * @param region as the cloud itself calls it; on Vertex AI also the location in its paths
 * @param project of a Vertex AI cloud, else empty
 * @param seed of everything drawn: latencies, lengths, words, faults
 */
public record CloudSpec(
    CloudKind kind,
    String name,
    String region,
    String project,
    Access access,
    List<Deployment> deployments,
    Listen listen,
    long seed) {

  public CloudSpec {
    deployments = List.copyOf(deployments);
  }

  /** Azure OpenAI in {@code region}. */
  public static CloudSpec azure(String name, String region) {
    return of(CloudKind.AZURE, name, region, "");
  }

  /** Vertex AI: {@code project} in {@code location}. */
  public static CloudSpec vertex(String name, String project, String location) {
    return of(CloudKind.VERTEX, name, location, project);
  }

  /** A self-hosted server of OpenAI's protocol. */
  public static CloudSpec compatible(String name) {
    return of(CloudKind.COMPATIBLE, name, "local", "");
  }

  /** Anthropic itself. */
  public static CloudSpec anthropic(String name) {
    return of(CloudKind.ANTHROPIC, name, "global", "");
  }

  /** The token endpoints. */
  public static CloudSpec signIn(String name) {
    return of(CloudKind.SIGN_IN, name, "global", "");
  }

  /** Bedrock's runtime in {@code region}. */
  public static CloudSpec bedrock(String name, String region) {
    return of(CloudKind.BEDROCK, name, region, "");
  }

  /** SageMaker's runtime in {@code region}; its deployments are endpoints. */
  public static CloudSpec sageMaker(String name, String region) {
    return of(CloudKind.SAGEMAKER, name, region, "");
  }

  /** AWS's token service in {@code region}, and the metadata service of an instance. */
  public static CloudSpec awsSignIn(String name, String region) {
    return of(CloudKind.AWS_SIGN_IN, name, region, "");
  }

  static CloudSpec of(CloudKind kind, String name, String region, String project) {
    return new CloudSpec(kind, name, region, project, Access.DEFAULT, List.of(), Listen.FREE, 1);
  }

  public CloudSpec key(String key) {
    return access(access.key(key));
  }

  public CloudSpec access(Access to) {
    return new CloudSpec(kind, name, region, project, to, deployments, listen, seed);
  }

  public CloudSpec deploy(Deployment deployment) {
    List<Deployment> more = new ArrayList<>(deployments);
    more.add(deployment);
    return new CloudSpec(kind, name, region, project, access, more, listen, seed);
  }

  public CloudSpec listen(Listen to) {
    return new CloudSpec(kind, name, region, project, access, deployments, to, seed);
  }

  public CloudSpec seed(long to) {
    return new CloudSpec(kind, name, region, project, access, deployments, listen, to);
  }
}
