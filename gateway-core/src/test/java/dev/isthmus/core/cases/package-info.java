/** What the tests prove, case by case, and the report of it: docs/hardening.md. */
@NullMarked
package dev.isthmus.core.cases;

import org.jspecify.annotations.NullMarked;
