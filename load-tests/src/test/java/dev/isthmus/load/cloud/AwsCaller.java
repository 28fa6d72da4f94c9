package dev.isthmus.load.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import software.amazon.awssdk.eventstream.Message;
import software.amazon.awssdk.eventstream.MessageDecoder;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Asks AWS's clouds over HTTP; AWS's own library signs and takes event streams apart. */
final class AwsCaller {

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String service;
  private final String region;
  private final AwsKeys keys;
  private final Clock clock;

  AwsCaller(URI base, String service, String region, AwsKeys keys, Clock clock) {
    this.base = base;
    this.service = service;
    this.region = region;
    this.keys = keys;
    this.clock = clock;
  }

  AwsCaller(Cloud cloud, String service, AwsKeys keys) {
    this(cloud.base(), service, "us-east-1", keys, Clock.systemUTC());
  }

  /** Keys that do not expire. */
  static AwsKeys keys(String id, String secret) {
    return new AwsKeys(id, secret, "");
  }

  /** An answer of bytes. */
  record Answer(int status, HttpResponse<byte[]> response) {
    byte[] bytes() {
      return response.body();
    }

    String body() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    JsonNode json() {
      return Objects.requireNonNull(Json.parse(bytes()), body());
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String errorType() {
      return header("x-amzn-ErrorType");
    }

    List<Event> events() {
      return decode(bytes());
    }
  }

  /** One message: what it is, its type as an event or exception, and its payload. */
  record Event(Message whole) {
    String message() {
      return header(":message-type");
    }

    String type() {
      return header(":" + message() + "-type");
    }

    private String header(String name) {
      return Objects.requireNonNull(whole.getHeaders().get(name), name).getString();
    }

    byte[] payload() {
      return whole.getPayload();
    }

    JsonNode json() {
      return Objects.requireNonNull(Json.parse(payload()), type());
    }
  }

  /** The whole messages in {@code bytes}. */
  static List<Event> decode(byte[] bytes) {
    MessageDecoder decoder = new MessageDecoder();
    decoder.feed(bytes);
    return decoder.getDecodedMessages().stream().map(Event::new).toList();
  }

  /** Posts {@code json}, in which ' stands for ". */
  Answer post(String path, String json) throws IOException, InterruptedException {
    return send(path, json.replace('\'', '"'), Map.of("content-type", "application/json"));
  }

  /** Posts {@code body} signed together with {@code headers}. */
  Answer send(String path, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path)).POST(BodyPublishers.ofString(body));
    signed(path, body, headers)
        .forEach(
            (name, values) -> {
              if (!name.toLowerCase(Locale.ROOT).equals("host")) {
                values.forEach(value -> request.header(name, value));
              }
            });
    HttpResponse<byte[]> response = http.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response);
  }

  /** The headers of a post of {@code body}, the signature among them. */
  Map<String, List<String>> signed(String path, String body, Map<String, String> headers) {
    SdkHttpRequest.Builder unsigned =
        SdkHttpRequest.builder().method(SdkHttpMethod.POST).uri(URI.create(base + path));
    headers.forEach(unsigned::putHeader);
    AwsCredentialsIdentity identity =
        keys.sessionToken().isEmpty()
            ? AwsCredentialsIdentity.create(keys.accessKeyId(), keys.secretAccessKey())
            : AwsSessionCredentialsIdentity.create(
                keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return AwsV4HttpSigner.create()
        .sign(
            signing ->
                signing
                    .identity(identity)
                    .request(unsigned.build())
                    .payload(() -> new ByteArrayInputStream(bytes))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock))
        .request()
        .headers();
  }
}
