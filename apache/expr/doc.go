// Package expr is the expression language of Apache httpd 2.4: the conditions
// of <If>, Require expr, SetEnvIfExpr, RewriteCond expr and SSLRequire, and
// the texts with %{...} in them of ErrorDocument, AuthName, Require user and
// their like.
//
// Parse and ParseText refuse what httpd refuses; Eval answers for one request,
// as far as the caller's Request can. A condition has three answers: what does
// not bear on the outcome need not be known, so that "%{TIME_HOUR} -lt 6 &&
// false" is false at any time of day.
package expr
