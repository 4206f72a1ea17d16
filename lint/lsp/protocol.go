package lsp

// The types below are the part of the Language Server Protocol 3.17 that is
// spoken here, with its names.

type position struct {
	Line      int `json:"line"`      // from 0
	Character int `json:"character"` // from 0, in units of the encoding
}

type textRange struct {
	Start position `json:"start"`
	End   position `json:"end"`
}

// overlaps says that two ranges have a place in common; an empty one lies in
// what it touches.
func (r textRange) overlaps(o textRange) bool {
	return !r.End.before(o.Start) && !o.End.before(r.Start)
}

func (p position) before(o position) bool {
	return p.Line < o.Line || p.Line == o.Line && p.Character < o.Character
}

type location struct {
	URI   string    `json:"uri"`
	Range textRange `json:"range"`
}

type initializeParams struct {
	Capabilities struct {
		General struct {
			PositionEncodings []string `json:"positionEncodings"`
		} `json:"general"`
	} `json:"capabilities"`
}

type initializeResult struct {
	Capabilities serverCapabilities `json:"capabilities"`
	ServerInfo   serverInfo         `json:"serverInfo"`
}

type serverInfo struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type serverCapabilities struct {
	PositionEncoding   string      `json:"positionEncoding"`
	TextDocumentSync   syncOptions `json:"textDocumentSync"`
	HoverProvider      bool        `json:"hoverProvider"`
	CodeActionProvider actionKinds `json:"codeActionProvider"`
}

type syncOptions struct {
	OpenClose bool `json:"openClose"`
	Change    int  `json:"change"`
	Save      bool `json:"save"`
}

// syncFull asks for the whole text at every change.
const syncFull = 1

type actionKinds struct {
	CodeActionKinds []string `json:"codeActionKinds"`
}

const quickFix = "quickfix"

// documentParams are those of every notification about a document, and of
// requests about a place or range in one.
type documentParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version int    `json:"version"`
		Text    string `json:"text"`
	} `json:"textDocument"`
	ContentChanges []struct {
		Text string `json:"text"`
	} `json:"contentChanges"`
	Position position  `json:"position"`
	Range    textRange `json:"range"`
}

// messageError is the type of a message that tells of a failure.
const messageError = 1

type messageParams struct {
	Type    int    `json:"type"`
	Message string `json:"message"`
}

type diagnosticsParams struct {
	URI         string       `json:"uri"`
	Version     *int         `json:"version,omitempty"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type diagnostic struct {
	Range              textRange        `json:"range"`
	Severity           int              `json:"severity"` // 1 error, 2 warning, 3 information
	Code               string           `json:"code"`
	Source             string           `json:"source"`
	Message            string           `json:"message"`
	RelatedInformation []relatedMessage `json:"relatedInformation,omitempty"`
}

type relatedMessage struct {
	Location location `json:"location"`
	Message  string   `json:"message"`
}

type hover struct {
	Contents markup `json:"contents"`
}

type markup struct {
	Kind  string `json:"kind"`
	Value string `json:"value"`
}

type codeAction struct {
	Title       string        `json:"title"`
	Kind        string        `json:"kind"`
	IsPreferred bool          `json:"isPreferred,omitempty"`
	Diagnostics []diagnostic  `json:"diagnostics"`
	Edit        workspaceEdit `json:"edit"`
}

type workspaceEdit struct {
	Changes map[string][]textEdit `json:"changes"`
}

type textEdit struct {
	Range   textRange `json:"range"`
	NewText string    `json:"newText"`
}
