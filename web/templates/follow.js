(function(){
/* A button that led on is gone with its step: whoever goes by keyboard or by ear is led to what came in its place. */
var root=document.getElementById("root"),left,place,timer;
function placeAfter(button){
if(button.closest(".st-key-top"))return".st-key-top button";
return button.closest(".st-key-more")?".st-key-rest h2":".st-key-said,h2";
}
/* On a slow phone a step comes piece by piece: who was led to a piece that goes again is led on, unless they did something since. */
function follow(){
var to=left&&!left.isConnected&&root.querySelector(place);
if(!to||document.activeElement!==document.body)return;
if(to.tagName!=="BUTTON")to.tabIndex=-1;
to.focus();
}
addEventListener("keydown",function(){
left=null;
},true);
root.addEventListener("click",function(event){
left=event.target.closest("button");
place=left&&placeAfter(left);
},true);
new MutationObserver(function(){
clearTimeout(timer);
timer=setTimeout(follow,150);
}).observe(root,{childList:true,subtree:true});
})()
