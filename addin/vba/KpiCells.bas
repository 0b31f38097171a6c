Attribute VB_Name = "KpiCells"
' What a function is given, as plain values: no Range leaves Excel.
Option Explicit
Option Private Module

Public Function KpiArg(Optional given)
    If IsMissing(given) Then
        KpiArg = Empty
    ElseIf TypeName(given) = "Range" Then
        KpiArg = KpiUsed(given).Value2 ' currency and dates as the numbers they are
    Else
        KpiArg = given
    End If
End Function

' A column that was given as a whole ends with the last row that its sheet uses.
Private Function KpiUsed(cells) As Object
    Dim last As Long
    Set KpiUsed = cells
    If cells.Rows.Count < cells.Worksheet.Rows.Count Then Exit Function
    last = cells.Worksheet.UsedRange.Row + cells.Worksheet.UsedRange.Rows.Count - 1
    Set KpiUsed = cells.Resize(last)
End Function
