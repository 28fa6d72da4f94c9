package dev.isthmus.core.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.isthmus.core.call.Failure;
import dev.isthmus.core.call.Failure.Retry;
import dev.isthmus.core.call.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerErrorTest {

  @ParameterizedTest
  @CsvSource({
    "rate_limit_error, RATE_LIMITED, REFUSED",
    "RESOURCE_EXHAUSTED, RATE_LIMITED, REFUSED",
    "billing_error, BILLING, REFUSED",
    "authentication_error, CREDENTIAL, REFUSED",
    "not_found_error, DEPLOYMENT_NOT_FOUND, REFUSED",
    "request_too_large, TOO_LARGE, NEVER",
    "invalid_request_error, INVALID_REQUEST, NEVER",
    "timeout_error, SERVER_ERROR, UNANSWERED",
    "overloaded_error, OVERLOADED, UNANSWERED",
    "one_of_tomorrow, SERVER_ERROR, UNANSWERED",
  })
  void saysWhetherAnotherMayBeAsked(String type, FailureKind kind, Retry retry) {
    Failure failure = AnswerError.of(null, type, false);
    assertEquals(kind, failure.kind());
    assertEquals(retry, failure.retry());
    assertEquals(Retry.NEVER, AnswerError.of(null, type, true).retry());
  }
}
