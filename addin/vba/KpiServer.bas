Attribute VB_Name = "KpiServer"
' The way from Excel to Python: one process for this Excel, started by the first call, known by one constant command.
Option Explicit
Option Private Module

Private Const FUNCTIONS As String = "addin.udfs"
Private Const BUTTONS As String = "addin.excel.pressed"

Private server As Object
Private refused As Boolean ' Python did not start; no cell waits for it again until a button is pressed

Public Function KpiCall(name As String, arguments)
    On Error GoTo failed
    KpiCall = KpiShown(KpiAsked(name, arguments))
    Exit Function
failed:
    KpiCall = CVErr(xlErrNA)
End Function

Public Sub KpiPress(button As String, book As String)
    Dim sentence As String, before
    On Error GoTo failed
    before = KpiSettings()
    refused = False
    Set server = Nothing ' a Python that was ended is started; a macro is never run twice
    sentence = KpiPython().CallUDF(BUTTONS, "press", Array(button, book, KpiWindow()))
    KpiTell sentence
    Exit Sub
failed:
    KpiRestore before
    KpiTell KpiText("KPI_no_python")
End Sub

' What a button sets while it writes; a Python that is ended meanwhile cannot set it back.
Private Function KpiSettings()
    On Error Resume Next
    With Application
        KpiSettings = Array(.Calculation, .EnableEvents, .AutoCorrect.AutoExpandListRange, .AutoCorrect.AutoFillFormulasInLists)
    End With
End Function

Private Sub KpiRestore(before)
    On Error Resume Next
    If Not IsArray(before) Then Exit Sub
    With Application
        .Calculation = before(0)
        .EnableEvents = before(1)
        .AutoCorrect.AutoExpandListRange = before(2)
        .AutoCorrect.AutoFillFormulasInLists = before(3)
        .StatusBar = False
    End With
End Sub

Private Function KpiAsked(name As String, arguments)
    On Error GoTo again
    KpiAsked = KpiPython().CallUDF(FUNCTIONS, name, arguments)
    Exit Function
again: ' a Python that was ended is started once more
    Set server = Nothing
    KpiAsked = KpiPython().CallUDF(FUNCTIONS, name, arguments)
End Function

Private Function KpiPython() As Object
    If refused Then Err.Raise vbObjectError + 1, "KPI", "Python did not start"
    If server Is Nothing Then
        refused = True
        Set server = KpiStarted()
        refused = False
    End If
    Set KpiPython = server
End Function

' Python cannot hand over an error value; it sends the number of one behind an escape character.
Private Function KpiShown(ByVal given)
    Dim row As Long, column As Long
    If Not IsArray(given) Then
        KpiShown = KpiCell(given)
        Exit Function
    End If
    If KpiIsRow(given) Then
        For column = LBound(given) To UBound(given)
            given(column) = KpiCell(given(column))
        Next
    Else
        For row = LBound(given, 1) To UBound(given, 1)
            For column = LBound(given, 2) To UBound(given, 2)
                given(row, column) = KpiCell(given(row, column))
            Next
        Next
    End If
    KpiShown = given
End Function

Private Function KpiCell(given)
    KpiCell = given
    If VarType(given) <> vbString Then Exit Function
    If Left$(given, 1) = Chr$(27) Then KpiCell = CVErr(CLng(Mid$(given, 2)))
End Function

' True for an array of one dimension, as a single row arrives.
Private Function KpiIsRow(given) As Boolean
    KpiIsRow = True
    On Error Resume Next
    KpiIsRow = UBound(given, 2) < LBound(given, 2)
End Function
