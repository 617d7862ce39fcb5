package export

// NewXLSXOfRows is NewXLSX with smaller sheets.
var NewXLSXOfRows = newXLSX
