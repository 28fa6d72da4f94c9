package dev.isthmus.load.cloud;

/**
 * What an AWS caller signs with.
 *
 * @param sessionToken of keys that expire, else empty
 */
public record AwsKeys(String accessKeyId, String secretAccessKey, String sessionToken) {

  @Override
  public String toString() {
    return "AwsKeys[" + accessKeyId + "]";
  }
}
