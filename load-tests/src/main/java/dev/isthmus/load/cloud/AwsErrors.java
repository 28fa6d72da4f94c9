package dev.isthmus.load.cloud;

/** The names of AWS's exceptions. */
final class AwsErrors {

  static final int MODEL_ERROR = 424;
  static final String STREAM = "The system encountered an unexpected error during processing.";

  private AwsErrors() {}

  /** Of Bedrock: the problem's code, or what stands for its status where that is a number. */
  static String bedrock(Problem problem) {
    if (!numbered(problem)) {
      return problem.code();
    }
    return switch (problem.status()) {
      case 400 -> "ValidationException";
      case 401, 403 -> "AccessDeniedException";
      case 404 -> "ResourceNotFoundException";
      case 408 -> "ModelTimeoutException";
      case MODEL_ERROR -> "ModelErrorException";
      case 429 -> "ThrottlingException";
      case 503 -> "ServiceUnavailableException";
      default -> "InternalServerException";
    };
  }

  /** The same of SageMaker. */
  static String sageMaker(Problem problem) {
    if (!numbered(problem)) {
      return problem.code();
    }
    return switch (problem.status()) {
      case 400 -> "ValidationError";
      case 401, 403 -> "AccessDeniedException";
      case MODEL_ERROR -> "ModelError";
      case 429 -> "ModelNotReadyException";
      case 503 -> "ServiceUnavailable";
      case 530 -> "InternalDependencyException";
      default -> "InternalFailure";
    };
  }

  private static boolean numbered(Problem problem) {
    return !problem.code().isEmpty() && Character.isDigit(problem.code().charAt(0));
  }
}
