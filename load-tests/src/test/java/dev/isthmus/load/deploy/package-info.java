/** What the repository ships beside code: the image, manifests, rules, dashboards and documents. */
@NullMarked
package dev.isthmus.load.deploy;

import org.jspecify.annotations.NullMarked;
