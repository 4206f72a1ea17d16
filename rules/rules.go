// Package rules holds the rules, one file each. All is their list; begin with
// any rule's file and the page of the same name in doc.
//
// A rule reads the common model through a lint.Pass and reports. It knows no
// front end, opens nothing and keeps no state.
package rules

import (
	"slices"

	"github.com/authlint/authlint/lint"
)

// All returns every rule. Where several report one cause, the one earlier in
// the list wins.
func All() []*lint.Rule {
	return slices.Concat(
		passwords(),
		whoMayPass(),
		pathsRound(),
		rewrites(),
		wordpress(),
		credentialFiles(),
		reading(),
	)
}

// passwords are the rules about the gate itself.
func passwords() []*lint.Rule {
	return []*lint.Rule{
		// Before the rules about users: what follows a # is no user that was
		// meant.
		InlineComment,
		AuthNotEnforced,
		UserFileNotSet,
		UserFileMissing,
		UserFileUnreadable,
		UserFileRelative,
		UserFilePlaceholder,
		UserFileInWebRoot,
		UserFileEmpty,
		UserFileStale,
		RequiredUserUnknown,
		RequiredGroupUnknown,
		RealmMissing,
		RealmMalformed,
		RealmLooksLikeOff,
		RealmDigestMismatch,
		RealmShared,
		AuthTypeUnknown,
		AuthTypeMissing,
		AuthProviderUnknown,
		ClientCertificateOptional,
		UserNameNotAscii,
		AuthOverHttp,
		DigestWeak,
		AnonymousAccepted,
		PathUnreadable,
		ProtectionSwitchedOff,
	}
}

// whoMayPass are the rules about just that.
func whoMayPass() []*lint.Rule {
	return []*lint.Rule{
		RequireIsOr,
		RequireAllGrantedWins,
		RequireReplacesParent,
		RequireUnknownProvider,
		RequireNegativeAlone,
		RequireMalformed,
		NeverGranted,
		RefusedUserAskedAgain,
		DenyFromAllLocksOut,
		DenyFromAllUndone,
		AccessGenerationsMixed,
		LegacyChildResetsParent,
		// Before the rule about an allow alone: it says why there is no deny.
		AccessRulesReplaced,
		AllowWithoutDeny,
		SatisfyAnyOpens,
		SatisfyAnyExposesDotfiles,
		MethodsLeftOpen,
		LimitNoEffect,
		AddressMalformed,
		AddressIpv6Open,
		AddressSeesProxy,
		AddressForgeable,
		ConditionForgeable,
		ConditionNeverSet,
		AccessDependsOnDns,
		SectionNeverMatches,
		SectionTargetMissing,
		ConditionHidesAccessRules,
		RateLimitTooStrict,
		// Last, because every other rule says more of the same directives.
		LegacyAccessDirectives,
	}
}

// pathsRound are the rules about ways past the gate.
func pathsRound() []*lint.Rule {
	return []*lint.Rule{
		LocationBypassesAuth,
		ReturnBypassesAuth,
		RewriteBypassesAuth,
		ErrorPageOpens,
		AuthRequestOpen,
		ExactLocationOnly,
		DefaultServerOpen,
		SourceServed,
		SubrequestUnchecked,
		HtaccessIgnored,
		OverrideNotAllowed,
		MergeSlashesOff,
		AliasTraversal,
		BackupFileServed,
		RemoteUserUnverified,
		AuthorizationHardcoded,
	}
}

// rewrites are the rules about rewriting, error documents and headers.
func rewrites() []*lint.Rule {
	return []*lint.Rule{
		ErrorDocumentSwallowed,
		ErrorDocument401Remote,
		ErrorDocumentProtected,
		RewriteBlockStale,
		// Before the rule about broken blocks: it says what they take with them.
		ManagedBlockEdited,
		RewriteBlockBroken,
		RewriteUnreachable,
		RewriteChildDropsParent,
		RewriteBaseInvalid,
		AuthorizationHeaderDropped,
		ChallengeMissing,
		HeadersMissingOnRefusal,
		PreflightBlocked,
		CorsOriginAnyWithCredentials,
		CorsAuthorizationNotAllowed,
		RefusalCached,
		RedirectLoop,
		RedirectDropsCredentials,
		AcmeChallengeBlocked,
	}
}

// wordpress are the rules about WordPress and its plugins.
func wordpress() []*lint.Rule {
	return []*lint.Rule{
		LoginSlugUnprotected,
		TwoPasswordsOneHeader,
		PluginDefaultCredentials,
		// Before the rule about what is left over: it says what breaks.
		PrependFileMissing,
		PluginBlockStale,
		PluginFolderRenamed,
		AjaxBlocked,
		CronBlocked,
		RestBlocked,
		ApplicationPasswordsBlocked,
		XmlrpcBlockedButUsed,
		LoginHidersConflict,
		LockoutTooStrict,
		LockoutOff,
		ClientAddressWrong,
		AddressListConflict,
		SaltsUnset,
		CookieDomainMismatch,
		SiteUrlMismatch,
		TablePrefixMismatch,
		TokenSettingsWeak,
		SecondFactorLocksOut,
		CountryBlocked,
		CoreOlderThanDatabase,
		SessionLengthUnusual,
		OptionUndecodable,
		// Last, because others say more of the same settings.
		SecurityPluginsOverlap,
	}
}

// credentialFiles are the rules about password and group files.
func credentialFiles() []*lint.Rule {
	return []*lint.Rule{
		MalformedEntry,
		UnusablePasswordHash,
		WeakPasswordHash,
		HashNotPortable,
		DuplicateUser,
		EmptyPassword,
		UserFilePermissions,
		GroupFileMalformed,
	}
}

// reading are the rules about files as such.
func reading() []*lint.Rule {
	return []*lint.Rule{
		HtpasswdSyntax,
		ByteOrderMark,
		ForeignSyntax,
		DirectiveRemoved,
		TrailingBackslashCrash,
		CommentContinuation,
		UnreadFile,
		LimitReached,
		UnusedSuppression,
		SuppressionWithoutReason,
		SuppressionExpired,
		ExpectationFailed,
		// Last, because every other rule says more of the same lines.
		ApacheSyntax,
		NginxSyntax,
	}
}
